/** Opens the sidebar from the toolbar, in each browser's own way. */
import { browser } from 'wxt/browser';

/** A click on the toolbar button opens the panel. Chrome and Edge do it themselves once told. */
export const openPanelFromToolbar = (): void => {
  if (import.meta.env.FIREFOX) {
    browser.browserAction.onClicked.addListener(() => {
      void browser.sidebarAction.toggle();
    });
    return;
  }
  void browser.sidePanel.setPanelBehavior({ openPanelOnActionClick: true });
};
