/** Opens the sidebar from the toolbar, in each browser's own way. */
import { browser } from 'wxt/browser';

/** Firefox's own name for the sidebar, which the shared types leave out. */
interface FirefoxSidebar {
  readonly sidebarAction: { readonly toggle: () => Promise<void> };
}
const hasSidebarAction = (value: object): value is FirefoxSidebar => 'sidebarAction' in value;

/** A click on the toolbar button opens the panel. Chrome and Edge do it themselves once told. */
export const openPanelFromToolbar = (): void => {
  if (import.meta.env.FIREFOX) {
    browser.browserAction.onClicked.addListener(() => {
      if (hasSidebarAction(browser)) void browser.sidebarAction.toggle();
    });
    return;
  }
  void browser.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
};
