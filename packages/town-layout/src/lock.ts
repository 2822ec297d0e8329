export {lockFile} from '@gt-town/contract'
