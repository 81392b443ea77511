/** The form of the login, in place of the page. */
import { html, render } from 'lit-html'
import { login } from './server.js'
import { languageOf, textsOf } from './texts.js'

const field = (data: FormData, name: string): string => {
  const value = data.get(name)
  return typeof value === 'string' ? value : ''
}

const form = (isWrong: boolean, begin: () => void) => {
  const texts = textsOf(languageOf(''))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!(event.target instanceof HTMLFormElement)) return
    const data = new FormData(event.target)
    void login({ name: field(data, 'name'), password: field(data, 'password') }).then(
      (isIn) => {
        if (isIn) begin()
        else render(form(true, begin), document.body)
      },
      () => render(form(true, begin), document.body),
    )
  }
  return html`<main class="login">
    <section>
      <h1>${texts('login')}</h1>
      <p role="status">${isWrong ? texts('wrong') : ''}</p>
      <form @submit=${submit}>
        <label class="field">${texts('name')} <input name="name" autocomplete="username" /></label>
        <label class="field"
          >${texts('password')} <input name="password" type="password" autocomplete="current-password"
        /></label>
        <button class="pri">${texts('login')}</button>
      </form>
    </section>
  </main>`
}

export const showLogin = (begin: () => void): void => {
  render(form(false, begin), document.body)
}
