export {addressOfSession, sessionNameOf} from './session-name.js'
export {
  NoSessionError,
  TmuxFailedError,
  runTmux,
  saysNoServer,
  saysNoSession,
  tmuxFailed,
  expectDone,
  type TmuxTarget,
} from './run-tmux.js'
export {pasteable} from './text.js'
export {tmuxCapture} from './tmux-capture.js'
export {tmuxHasSession} from './tmux-has-session.js'
export {listPanesFormat, parsePanes, tmuxList, type TmuxPane} from './tmux-list.js'
export {leaveMode, tmuxLastTyped, tmuxPress} from './tmux-press.js'
export {tmuxSend} from './tmux-send.js'
