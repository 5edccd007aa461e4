/** The works that the ledger cites. */
export const WORKS = {
  P: 'arXiv:2507.04203, An explicit formulation of the learned noise predictor via the forward-process noise in DDPMs',
  B: 'Fundamentals of Diffusion Models (Noise Prediction and Score Matching), blog post, 2026-02-01',
  X: 'ApX Machine Learning, course page on noise prediction',
  L: 'DDPMs as Score-Predictors: A Deeper Interpretation, lecture notes (video 2Sp0BqAWWXY)',
  M: 'O. Missaoui, Diffusion Models, slides',
  Ho2020: 'J. Ho, A. Jain, P. Abbeel, Denoising Diffusion Probabilistic Models, 2020, arXiv:2006.11239',
  Song2020: 'J. Song, C. Meng, S. Ermon, Denoising Diffusion Implicit Models, 2020, arXiv:2010.02502',
  Bao2022:
    'F. Bao, C. Li, J. Zhu, B. Zhang, Analytic-DPM: an Analytic Estimate of the Optimal Reverse Variance, 2022, arXiv:2201.06503',
  Song2021:
    'Y. Song et al., Score-Based Generative Modeling through Stochastic Differential Equations, 2021, arXiv:2011.13456',
  SalimansHo2022:
    'T. Salimans, J. Ho, Progressive Distillation for Fast Sampling of Diffusion Models, 2022, arXiv:2202.00512',
  Kingma2021:
    'D. P. Kingma, T. Salimans, B. Poole, J. Ho, Variational Diffusion Models, 2021, arXiv:2107.00630',
  Hang2023:
    'T. Hang et al., Efficient Diffusion Training via Min-SNR Weighting Strategy, 2023, arXiv:2303.09556',
  Lin2024:
    'S. Lin, B. Liu, J. Li, X. Yang, Common Diffusion Noise Schedules and Sample Steps are Flawed, 2024, arXiv:2305.08891',
  TrefethenWeideman2014:
    'L. N. Trefethen, J. A. C. Weideman, The Exponentially Convergent Trapezoidal Rule, SIAM Review 56, 2014',
  alphabar: 'alphabar: in none of the works cited, shown here',
} as const

/** A place in a work of {@link WORKS}. */
export interface Citation {
  readonly work: keyof typeof WORKS
  /** Where in the work: a slide title, section, equation. */
  readonly locator: string
}

/** A {@link Citation}: the key of the work, and where in it. */
export const cite = (work: keyof typeof WORKS, locator: string): Citation => ({ work, locator })

/** The work and the place in it, as it is printed. */
export const placeOf = ({ work, locator }: Citation): string => `${WORKS[work]}, ${locator}`
