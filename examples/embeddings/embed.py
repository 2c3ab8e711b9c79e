"""Embeds texts for perfgate: a worker around a model that is loaded once."""

import minilm
import perfgate_worker

model = minilm.Model()


def answer(case):
    return {"vectors": [model.embed(text).tolist() for text in case["texts"]]}


perfgate_worker.serve(answer)
