declare module 'gpu.js/dist/gpu-browser.min.js' {
  const GPU: import('../webgl.js').BrowserGpu
  export default GPU
}
