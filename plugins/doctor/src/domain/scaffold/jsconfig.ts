/** For editors, so that they check the types that the comments name. */
export function jsconfig(): string {
  return `{
  "compilerOptions": {
    "target": "ES2023",
    "module": "NodeNext",
    "moduleResolution": "NodeNext",
    "strict": true,
    "checkJs": true,
    "maxNodeModuleJsDepth": 0,
    "noEmit": true,
    "skipLibCheck": true
  },
  "include": ["src"]
}
`
}
