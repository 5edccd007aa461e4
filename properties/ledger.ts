import { CONV_AB } from './conventions/conv-ab.js'
import { X_CONVEX } from './extra/x-convex.js'
import { X_DDIM } from './extra/x-ddim.js'
import { X_EMPSOFT } from './extra/x-empsoft.js'
import { X_GAUSSCHAR } from './extra/x-gausschar.js'
import { X_GAUSSSAMP } from './extra/x-gausssamp.js'
import { X_MART } from './extra/x-mart.js'
import { X_PYTHAG } from './extra/x-pythag.js'
import { X_REVVAR } from './extra/x-revvar.js'
import { X_SNR } from './extra/x-snr.js'
import { X_STEPN } from './extra/x-stepn.js'
import { X_TERMSNR } from './extra/x-termsnr.js'
import { X_TWEEDIE2 } from './extra/x-tweedie2.js'
import { X_VPRED } from './extra/x-vpred.js'
import { X_WEIGHTS } from './extra/x-weights.js'
import { FWD_ACC } from './forward/fwd-acc.js'
import { FWD_COV } from './forward/fwd-cov.js'
import { FWD_DEF } from './forward/fwd-def.js'
import { FWD_INV } from './forward/fwd-inv.js'
import { FWD_MARG } from './forward/fwd-marg.js'
import { FWD_PRIOR } from './forward/fwd-prior.js'
import { FWD_SEMI } from './forward/fwd-semi.js'
import { FWD_STAT } from './forward/fwd-stat.js'
import { FWD_TEL } from './forward/fwd-tel.js'
import { FWD_UNROLL } from './forward/fwd-unroll.js'
import { ALG_SAMPLE } from './objective/alg-sample.js'
import { ALG_TRAIN } from './objective/alg-train.js'
import { DDPM_DPI } from './objective/ddpm-dpi.js'
import { DDPM_ELBO } from './objective/ddpm-elbo.js'
import { DDPM_GEN } from './objective/ddpm-gen.js'
import { KL_GAUSS } from './objective/kl-gauss.js'
import { L2_COND } from './objective/l2-cond.js'
import { LOSS_DIFF } from './objective/loss-diff.js'
import { LOSS_EQ } from './objective/loss-eq.js'
import { LOSS_SIMPLE } from './objective/loss-simple.js'
import { LOSS_W_EPS } from './objective/loss-w-eps.js'
import { LOSS_W_X0 } from './objective/loss-w-x0.js'
import { REV_MLE } from './objective/rev-mle.js'
import { GUIDE } from './reverse/guide.js'
import { KL_MC } from './reverse/kl-mc.js'
import { OPT_EPS } from './reverse/opt-eps.js'
import { OPT_MU } from './reverse/opt-mu.js'
import { OPT_X0 } from './reverse/opt-x0.js'
import { PARAM_EQ } from './reverse/param-eq.js'
import { POST_EPS } from './reverse/post-eps.js'
import { POST_MEAN } from './reverse/post-mean.js'
import { REV_BAYES } from './reverse/rev-bayes.js'
import { REV_MIX } from './reverse/rev-mix.js'
import { SCORE_COND } from './reverse/score-cond.js'
import { SCORE_EPS } from './reverse/score-eps.js'
import { SCORE_FISHER } from './reverse/score-fisher.js'
import { SCORE_REG } from './reverse/score-reg.js'
import { TB_ATOM } from './reverse/tb-atom.js'
import { TB_GAUSS } from './reverse/tb-gauss.js'
import { TB_GMM } from './reverse/tb-gmm.js'
import { TWEEDIE_1 } from './reverse/tweedie-1.js'
import { TWEEDIE_DDPM } from './reverse/tweedie-ddpm.js'
import type { Theorem } from './theorem.js'

/** Every theorem, in the order of reading. */
export const LEDGER: readonly Theorem[] = [
  CONV_AB,
  FWD_DEF,
  FWD_UNROLL,
  FWD_COV,
  FWD_STAT,
  FWD_TEL,
  FWD_MARG,
  FWD_ACC,
  FWD_SEMI,
  FWD_INV,
  FWD_PRIOR,
  REV_BAYES,
  POST_MEAN,
  POST_EPS,
  REV_MIX,
  KL_MC,
  PARAM_EQ,
  OPT_EPS,
  OPT_X0,
  OPT_MU,
  TB_GAUSS,
  TB_GMM,
  TB_ATOM,
  SCORE_COND,
  SCORE_FISHER,
  SCORE_EPS,
  SCORE_REG,
  GUIDE,
  TWEEDIE_1,
  TWEEDIE_DDPM,
  X_VPRED,
  X_TWEEDIE2,
  X_EMPSOFT,
  X_CONVEX,
  X_MART,
  X_GAUSSCHAR,
  X_STEPN,
  KL_GAUSS,
  LOSS_DIFF,
  LOSS_W_EPS,
  LOSS_W_X0,
  X_WEIGHTS,
  ALG_TRAIN,
  ALG_SAMPLE,
  DDPM_GEN,
  X_DDIM,
  X_REVVAR,
  X_GAUSSSAMP,
  L2_COND,
  X_PYTHAG,
  LOSS_SIMPLE,
  LOSS_EQ,
  REV_MLE,
  DDPM_ELBO,
  DDPM_DPI,
  X_SNR,
  X_TERMSNR,
]
