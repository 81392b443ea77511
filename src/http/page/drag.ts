/** A call is dragged on a phone: the drop transfers it. Esc ends the drag; the keys can do the same. */
import { transfer } from './orders.js'
import { change, isCurrent, may, seen } from './page.js'

const mayDrag = (): boolean => may(seen(), 'transfer') && isCurrent(seen())

export const dragSource = (row: HTMLElement, id: string): void => {
  row.draggable = true
  row.addEventListener('dragstart', (event) => {
    if (!mayDrag()) {
      event.preventDefault()
      return
    }
    event.dataTransfer?.setData('text/plain', '')
    change({ dragged: id })
  })
  row.addEventListener('dragend', () => {
    change({ dragged: undefined })
  })
}

export const dropTarget = (item: HTMLElement, phone: string): void => {
  item.addEventListener('dragover', (event) => {
    if (seen().dragged !== undefined) event.preventDefault()
  })
  item.addEventListener('drop', (event) => {
    event.preventDefault()
    const { dragged, state } = seen()
    const call = dragged === undefined ? undefined : state.calls?.get(dragged)
    change({ dragged: undefined })
    if (call !== undefined && mayDrag()) transfer(call, phone)
  })
}
