using System.Buffers.Binary;
using System.Net.Sockets;

namespace Streaming.Torture.Wire;

/// <summary>Carries PostgreSQL's protocol through a gate, looking only for the beginnings and ends of transactions.</summary>
sealed class PostgresConversation(Gate gate)
{
    const byte Query = (byte)'Q';

    /// <summary>Type byte and length.</summary>
    const int HeaderSize = 5;

    volatile bool _committing;

    public Task RunAsync(Socket client, Socket server) =>
        Task.WhenAny(RequestsAsync(client, server), AnswersAsync(client, server)).Unwrap();

    async Task RequestsAsync(Socket client, Socket server)
    {
        // The first message has no type.
        if (await Frames.ReadAsync(client, countsItself: true) is not { } startup)
            return;
        await Frames.WriteAsync(server, startup);
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var read = await client.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None);
            if (read == 0)
                return;
            filled += read;
            var done = 0;
            while (Length(buffer.AsSpan(done, filled - done)) is { } length && done + length <= filled)
            {
                if (!await PassAsync(buffer.AsMemory(done, length)))
                    return;
                await Frames.WriteAsync(server, buffer.AsMemory(done, length));
                done += length;
            }

            buffer.AsSpan(done, filled - done).CopyTo(buffer);
            filled -= done;
        }
    }

    async Task AnswersAsync(Socket client, Socket server)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await server.ReceiveAsync(buffer, SocketFlags.None)) > 0; )
        {
            if (_committing)
            {
                _committing = false;
                if (!await gate.PassAsync(WirePoint.Commit, WireMoment.After))
                    return;
            }

            await Frames.WriteAsync(client, buffer.AsMemory(0, read));
        }
    }

    async Task<bool> PassAsync(ReadOnlyMemory<byte> message)
    {
        if (message.Span[0] != Query)
            return true;
        var text = message.Span[HeaderSize..];
        if (text.StartsWith("BEGIN"u8))
            return await gate.PassAsync(WirePoint.Begin, WireMoment.Before);
        if (!text.StartsWith("COMMIT"u8))
            return true;
        if (!await gate.PassAsync(WirePoint.Commit, WireMoment.Before))
            return false;
        // A commit is asked for by itself, so the next answer is its answer.
        _committing = true;
        return true;
    }

    static int? Length(ReadOnlySpan<byte> message) =>
        message.Length < HeaderSize ? null : 1 + BinaryPrimitives.ReadInt32BigEndian(message[1..]);
}
