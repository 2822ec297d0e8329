import {expect} from 'chai'
import {isGtError} from '@gt-town/contract'
import {isGitUrl, isLocalPath, parseGitUrl} from '../src/names/git-url.js'

const good = [
  'https://example.com/team/app.git',
  'http://example.com:8080/app',
  'https://someone@example.com/app.git',
  'ssh://git@example.com/~/app.git',
  'ssh://git@example.com:2222/app.git',
  'ssh://[::1]:22/app.git',
  'git+ssh://git@example.com/app.git',
  'git://example.com/app.git',
  'file:///srv/app.git',
  'file:///srv/with%20blank.git',
  'git@example.com:team/app.git',
  'example.com:app.git',
  '[::1]:app.git',
  'git@[::1]:app.git',
  'host:~/app',
]

const bad: readonly (readonly [url: string, problem: RegExp])[] = [
  ['', /empty/],
  ['  ', /empty/],
  ['-oProxyCommand=touch x', /option/],
  ['--upload-pack=touch x', /option/],
  ['ext::sh -c touch% x', /helper/],
  ['EXT::sh', /helper/],
  ['fd::17/foo', /helper/],
  ['http::https://example.com/a', /helper/],
  ['https://example.com/a\nb', /control/],
  ['/srv/a\0b', /control/],
  ['git://example.com/a%0ahost=b', /control/],
  ['https://example.com/%00', /control/],
  ['https://example.com/%zz', /control/],
  ['ssh://-oProxyCommand=x/path', /option/],
  ['ssh://%2DoProxyCommand=x/path', /option/],
  ['ssh://-l@example.com/path', /option/],
  ['ssh://git@-host/path', /option/],
  ['git@-host:path', /option/],
  ['-u@host:path', /option/],
  ['host:-path', /option/],
  ['ssh://host:-o/path', /port/],
  ['ssh:///path', /no host/],
  ['https://example.com', /no path/],
  ['https://example.com/', /no path/],
  ['host:', /no path/],
  [':path', /no host/],
  ['file://host/path', /slash/],
  ['ftp://example.com/app', /does not know ftp/],
  ['javascript://example.com/app', /does not know/],
  ['https://user:secret@example.com/app', /password or token/],
  ['https://ghp_0123456789@example.com/app', /password or token/],
  ['ssh://git:secret@example.com/app', /password or token/],
]

describe('parseGitUrl', () => {
  for (const url of good) {
    it(`takes ${url}`, () => {
      expect(parseGitUrl(url, () => '/home/me')).to.equal(url)
      expect(isGitUrl(url)).to.equal(true)
    })
  }

  for (const [url, problem] of bad) {
    it(`refuses ${JSON.stringify(url)}`, () => {
      expect(() => parseGitUrl(url, () => '/home/me'))
        .to.throw(problem)
        .that.satisfies((error: unknown) => isGtError(error, 'GT_GIT_URL_INVALID') && error.exit === 2)
      expect(isGitUrl(url)).to.equal(false)
    })
  }

  it('takes a path and makes it absolute', () => {
    expect(parseGitUrl('../code/app', () => '/home/me')).to.equal('/home/code/app')
    expect(parseGitUrl('app', () => '/home/me')).to.equal('/home/me/app')
    expect(parseGitUrl('./a:b', () => '/home/me')).to.equal('/home/me/a:b')
    expect(parseGitUrl('/srv/app.git', () => '/home/me')).to.equal('/srv/app.git')
  })

  it('never shows a password', () => {
    for (const url of ['https://me:hunter2@example.com/app', 'ftp://me:hunter2@example.com/app']) {
      expect(() => parseGitUrl(url, () => '/'))
        .to.throw()
        .with.property('message')
        .that.does.not.include('hunter2')
    }
  })
})

describe('isGitUrl', () => {
  it('refuses a relative path, which means nothing in a file', () => {
    expect(isGitUrl('code/app')).to.equal(false)
  })
})

describe('isLocalPath', () => {
  it('tells a path from a URL', () => {
    expect(['/srv/app', 'file:///srv/app', 'git@host:/srv/app'].map(isLocalPath)).to.deep.equal([true, false, false])
  })
})
