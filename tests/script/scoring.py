from podme_audio.bench.scoring import *  # temporary
