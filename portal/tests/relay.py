"""A way to the broker that forgets its connections when told to, as a firewall may.

python -m portal.tests.relay PORT SOCKET passes bytes between a TCP port and a socket file.
After SIGUSR1 nothing passes through the connections of before, and neither end hears of it.
"""

import asyncio
import signal
import sys
from asyncio import StreamReader, StreamWriter


async def relay(port: int, there: str) -> None:
    open_ways: set[StreamWriter] = set()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, open_ways.clear)

    async def one_way(reader: StreamReader, writer: StreamWriter) -> None:
        open_ways.add(writer)
        while data := await reader.read(65536):
            if writer in open_ways:
                writer.write(data)
        writer.close()

    async def both_ways(reader: StreamReader, writer: StreamWriter) -> None:
        from_there, to_there = await asyncio.open_unix_connection(there)
        await asyncio.gather(one_way(reader, to_there), one_way(from_there, writer))

    server = await asyncio.start_server(both_ways, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(relay(int(sys.argv[1]), sys.argv[2]))
