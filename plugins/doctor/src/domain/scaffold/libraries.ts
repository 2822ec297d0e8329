/** Absolute paths of the packages that a package of checks needs for its tests. */
export interface Libraries {
  /** of `@gt-town/contract` */
  readonly contract: string
  /** of `@gt-town/contract-testing` */
  readonly testing: string
}
