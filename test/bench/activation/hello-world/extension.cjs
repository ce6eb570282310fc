/* global console */
const vscode = require('vscode');

exports.activate = (context) => {
  console.log('hello-world is active.');
  context.subscriptions.push(
    vscode.commands.registerCommand('helloWorld.greet', () => vscode.window.showInformationMessage('Hello, world')),
  );
};
