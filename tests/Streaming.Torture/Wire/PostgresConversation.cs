using System.Buffers.Binary;
using System.Net.Sockets;

namespace Streaming.Torture.Wire;

/// <summary>Carries PostgreSQL's protocol through a gate, looking only for the beginnings and ends of transactions, and for what is
/// written about learning.</summary>
sealed class PostgresConversation(Gate gate)
{
    const byte Query = (byte)'Q';
    const byte Parse = (byte)'P';

    /// <summary>Type byte and length.</summary>
    const int HeaderSize = 5;

    /// <summary>What is passed once the next answer is there.</summary>
    volatile WirePoint[] _answered = [];

    WirePoint? _written;

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
            var answered = _answered;
            _answered = [];
            foreach (var point in answered)
            {
                if (!await gate.PassAsync(point, WireMoment.After))
                    return;
            }

            await Frames.WriteAsync(client, buffer.AsMemory(0, read));
        }
    }

    async Task<bool> PassAsync(ReadOnlyMemory<byte> message)
    {
        if (message.Span[0] == Parse)
            return await ParseAsync(message);
        if (message.Span[0] != Query)
            return true;
        var text = message.Span[HeaderSize..];
        if (text.StartsWith("BEGIN"u8))
        {
            _written = null;
            return await gate.PassAsync(WirePoint.Begin, WireMoment.Before);
        }

        if (!text.StartsWith("COMMIT"u8))
            return true;
        WirePoint[] points = _written is { } written ? [WirePoint.Commit, written] : [WirePoint.Commit];
        _written = null;
        // A commit is asked for by itself, so the next answer is its answer.
        return await BeforeAsync(points);
    }

    async Task<bool> ParseAsync(ReadOnlyMemory<byte> message)
    {
        // It is a transaction by itself, and is answered as a whole.
        if (LearningWrites.Tells(message.Span))
            return await BeforeAsync([WirePoint.RunTold]);
        _written = LearningWrites.Of(message.Span) ?? _written;
        return true;
    }

    async Task<bool> BeforeAsync(WirePoint[] points)
    {
        foreach (var point in points)
        {
            if (!await gate.PassAsync(point, WireMoment.Before))
                return false;
        }

        _answered = points;
        return true;
    }

    static int? Length(ReadOnlySpan<byte> message) =>
        message.Length < HeaderSize ? null : 1 + BinaryPrimitives.ReadInt32BigEndian(message[1..]);
}
