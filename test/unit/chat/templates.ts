/** Small chat templates, each with one behaviour that training has to know of. */

const turn = (body: string) => `{% for message in messages %}${body}{% endfor %}`;
const tail = '{% if add_generation_prompt %}<|assistant|>\n{% endif %}';
const others = '<|{{ message.role }}|>\n{{ message.content }}<|end|>\n';
const calls =
  '{% for call in message.tool_calls or [] %}<call>{{ call.function.name }} {{ call.function.arguments | tojson }}</call>{% endfor %}';

/** Trains content, calls and the stop of each assistant turn. */
export const whole = `${turn(
  `{% if message.role == 'assistant' %}<|assistant|>\n{% generation %}{{ message.content }}${calls}<|end|>{% endgeneration %}\n{% else %}${others}{% endif %}`,
)}${tail}`;

export const untagged = whole.replaceAll(/\{% (end)?generation %\}/g, '');
export const dropsCalls = whole.replace(calls, '');
export const dropsArguments = whole.replace(' {{ call.function.arguments | tojson }}', '');
export const callsOutside = whole.replace(`${calls}<|end|>{% endgeneration %}`, `{% endgeneration %}${calls}<|end|>`);
export const noStop = whole.replace('<|end|>{% endgeneration %}', '{% endgeneration %}<|end|>');
export const windowsLines = whole.replaceAll('\n', '\r\n');

/** Reasoning is written for the last message only. */
export const stripsReasoning = whole.replace(
  '{{ message.content }}',
  '{% if loop.last and message.reasoning_content %}<think>{{ message.reasoning_content }}</think>{% endif %}{{ message.content }}',
);
export const twoRoles = `{% for message in messages %}{% if message.role not in ['user', 'assistant'] %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}${whole}`;
export const readsParts = whole.replaceAll(
  '{{ message.content }}',
  '{% for part in message.content %}{{ part.text }}{% endfor %}',
);
export const joinsArguments = whole.replace(
  '{{ call.function.arguments | tojson }}',
  "{{ '[' + call.function.arguments + ']' }}",
);
export const writesDate = `{{ strftime_now('%d %b %Y') }}\n${whole}`;
