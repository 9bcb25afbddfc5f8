"""The command line.

Every command, and what it starts, works out its matrices in one thread, unless the environment says otherwise: they
are small, and OpenBLAS lets a thread for each further core spin while there is nothing to do (a twentieth of a
second of a command's start, and cores that x264 wants). To be told before numpy and OpenCV load it.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
