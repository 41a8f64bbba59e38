"""A mail server that takes everything, keeps nothing and is in nobody's way: for benches.

`python -m portal.bench.sink` prints its port, and serves until its standard input ends.
"""

import asyncio
import sys

_READY = b"220 sink\r\n"
_ANSWERS = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
_FINE = b"250 fine\r\n"
_END = b"\r\n.\r\n"


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(_READY)
    while line := await reader.readline():
        command = line[:4].upper()
        writer.write(_ANSWERS.get(command, _FINE))
        if command == b"QUIT":
            break
        if command == b"DATA":
            await reader.readuntil(_END)
            writer.write(_FINE)
    await writer.drain()
    writer.close()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main())
