import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Texts } from './debugTexts.ts';

/** What the adapter can do. */
export function capabilities(l10n: Texts): DebugProtocol.Capabilities {
  const conditionDescription = l10n.t('For example: tool == "bash" && exit != 0');
  return {
    supportsConfigurationDoneRequest: true,
    supportsStepBack: true,
    supportsRestartRequest: true,
    supportsRestartFrame: true,
    supportsGotoTargetsRequest: true,
    supportsFunctionBreakpoints: true,
    supportsDataBreakpoints: true,
    supportsConditionalBreakpoints: true,
    supportsHitConditionalBreakpoints: true,
    supportsLogPoints: true,
    supportsEvaluateForHovers: true,
    supportsClipboardContext: true,
    supportsCompletionsRequest: true,
    completionTriggerCharacters: ['.'],
    supportsExceptionInfoRequest: true,
    supportsExceptionFilterOptions: true,
    supportsCancelRequest: true,
    exceptionBreakpointFilters: [
      {
        filter: 'error',
        label: l10n.t('Failed tool calls'),
        description: l10n.t('Stops at every tool call whose result is an error'),
        supportsCondition: true,
        conditionDescription,
      },
      {
        filter: 'loop',
        label: l10n.t('Loops'),
        description: l10n.t('Stops where the agent does and sees the same again and again'),
        supportsCondition: true,
        conditionDescription,
      },
      {
        filter: 'diverged',
        label: l10n.t('Divergences'),
        description: l10n.t('Stops where the files part from what was recorded'),
        default: true,
        supportsCondition: true,
        conditionDescription,
      },
    ],
  };
}
