import { deepEqual, match } from 'node:assert/strict';
import { html } from '../../../../src/editor/pages/html';
import { pageFrame } from '../../../../src/editor/pages/page-frame';

describe('the frame of a page', () => {
  it('runs its own script alone and loads nothing from elsewhere', () => {
    const frame = pageFrame(
      {
        script: 'vscode-resource:/page.js',
        style: 'vscode-resource:/page.css',
        origin: 'vscode-resource:',
        nonce: 'once',
      },
      { title: 'A page', main: html`<div id="title"></div>` },
    );
    match(
      frame,
      /content="default-src &#39;none&#39;; style-src vscode-resource:; script-src &#39;nonce-once&#39;; form-action &#39;none&#39;; base-uri &#39;none&#39;"/,
    );
    deepEqual(
      [...frame.matchAll(/<script[^>]*>/g)].map(([tag]) => tag),
      ['<script nonce="once" src="vscode-resource:/page.js">'],
    );
  });
});
