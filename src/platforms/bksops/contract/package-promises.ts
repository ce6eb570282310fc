import { codesAreUnique } from './codes-are-unique';
import { componentsAreDefined } from './components-are-defined';
import { componentsRegister } from './components-register';
import {
  formFieldsAreShown,
  formKeysAreCodes,
  formsAreEmbedded,
  formsAreScripts,
  noSecretInForm,
} from './form-promises';
import { importsFindNames } from './imports-find-names';
import { importsWhileLoading } from './imports-while-loading';
import { inputsAreDescribed } from './inputs-are-described';
import { inputsAreRead } from './inputs-are-read';
import { modulesAreFound } from './modules-are-found';
import { namesAreBound } from './names-are-bound';
import type { PackagePromise } from './package-promise';
import { pythonCompiles } from './python-compiles';
import { namesAreThere } from './removed-names';
import { requirementsComeInTime } from './requirements-come-in-time';
import { schedulesEnd } from './schedules-end';
import { servicesAreCalled } from './services-are-called';
import { staysOutside } from './sops-internals';

/** In the order in which SOPS comes to them: loading, registering, the editor, a task. */
export const packagePromises: readonly PackagePromise[] = [
  modulesAreFound,
  pythonCompiles,
  namesAreThere,
  importsFindNames,
  namesAreBound,
  requirementsComeInTime,
  staysOutside,
  componentsAreDefined,
  codesAreUnique,
  componentsRegister,
  formsAreEmbedded,
  formsAreScripts,
  formKeysAreCodes,
  formFieldsAreShown,
  noSecretInForm,
  inputsAreRead,
  inputsAreDescribed,
  importsWhileLoading,
  servicesAreCalled,
  schedulesEnd,
];
