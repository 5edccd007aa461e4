/** The sign of the site, an ᾱ, as the address of an image. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke="#8c2f1b" stroke-width="3" stroke-linecap="round"><path d="M7 5h16M25 12c-2 8-6 16-12 16-9 0-8-16 0-16 7 0 7 16 13 16"/></g></svg>',
)}`
