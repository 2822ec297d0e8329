/** Checks of this very gt and its plugins: they look here, whatever machine is looked at, and once. */
export const aboutGt: ReadonlySet<string> = new Set([
  'doctor/plugin-checks',
  'doctor/duplicate-check-id',
  'doctor/stray-errors',
  'doctor/plugins-loaded',
  'doctor/plugin-manifest',
  'doctor/plugin-manifest-fresh',
])
