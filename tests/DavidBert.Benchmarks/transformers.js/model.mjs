// A bundle's model behind the tokenizer of transformers.js. It reads phrases alone: no definitions, no repaired spelling.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { BertTokenizer } from '@huggingface/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Loads a bundle. Gives a function from phrases to their [word, score]. */
export async function load(bundle) {
  const lines = (name) => readFileSync(join(bundle, name), 'utf8').split('\n').filter((line) => line.length > 0);
  const vocabulary = lines('vocab.txt');
  const words = lines('words.txt').map((line) => line.split('\t')[0]);
  const isList = JSON.parse(readFileSync(join(bundle, 'model.json'), 'utf8')).head === 'answers';
  const answerable = Uint8Array.from(words, (word) => (isList || /^\p{L}(?:[\p{L}'-]*[\p{L}'])?$/u.test(word) ? 1 : 0));
  const id = Object.fromEntries(vocabulary.map((piece, index) => [piece, index]));
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const tokenizer = new BertTokenizer(
    {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special.map((content) => ({
        id: id[content], content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true,
      })),
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [{ SpecialToken: { id: '[CLS]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '[SEP]', type_id: 0 } }],
        pair: [],
        special_tokens: Object.fromEntries(['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [id[token]], tokens: [token] }])),
      },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: id },
    },
    {
      tokenizer_class: 'BertTokenizer', model_max_length: 128, do_lower_case: true,
      pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]', mask_token: '[MASK]',
    },
  );
  const session = await InferenceSession.create(join(bundle, 'model.onnx'), { intraOpNumThreads: availableParallelism() });

  return async (phrases) => {
    const { input_ids, attention_mask } = tokenizer(phrases, { padding: true, truncation: true, max_length: 128 });
    const inputs = {
      input_ids: new Tensor('int64', input_ids.data, input_ids.dims),
      attention_mask: new Tensor('int64', attention_mask.data, attention_mask.dims),
      token_type_ids: new Tensor('int64', new BigInt64Array(input_ids.data.length), input_ids.dims),
    };
    const { logits } = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]])));
    const width = logits.dims[1];
    return phrases.map((_, row) => {
      const scores = logits.data.subarray(row * width, (row + 1) * width);
      let best = -1;
      for (let i = 0; i < width; i++) {
        if (answerable[i] && (best < 0 || scores[i] > scores[best])) best = i;
      }

      let sum = 0;
      for (let i = 0; i < width; i++) {
        if (answerable[i]) sum += Math.exp(scores[i] - scores[best]);
      }

      return [words[best], (1 / sum).toFixed(4)];
    });
  };
}
