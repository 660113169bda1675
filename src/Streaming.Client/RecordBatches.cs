using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;

namespace Streaming.Client;

/// <summary>Makes bodies of records that come one after the other: what is there goes out together.</summary>
static class RecordBatches
{
    /// <summary>Of a body: a quarter of what the server takes.</summary>
    const int Bytes = 2 << 20;

    const int Records = 2_000;

    /// <summary>Records are as their makers have them: a member that is null is a field that is null.</summary>
    public static readonly JsonSerializerOptions Options = new(Json.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never,
    };

    /// <summary>JSON arrays.</summary>
    public static async IAsyncEnumerable<byte[]> OfAsync<T>(IAsyncEnumerable<T> records, [EnumeratorCancellation] CancellationToken stop)
    {
        var waiting = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Records) { SingleReader = true, SingleWriter = true });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = ReadAsync(records, waiting.Writer, over.Token);
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stop))
                yield return Batch(waiting.Reader);
            // What its source failed with.
            await reading;
        }
        finally
        {
            await over.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static byte[] Batch(ChannelReader<byte[]> waiting)
    {
        using var body = new MemoryStream();
        for (var i = 0; i < Records && body.Length < Bytes && waiting.TryRead(out var record); i++)
        {
            body.WriteByte(i == 0 ? (byte)'[' : (byte)',');
            body.Write(record);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }

    static async Task ReadAsync<T>(IAsyncEnumerable<T> records, ChannelWriter<byte[]> to, CancellationToken stop)
    {
        try
        {
            await foreach (var record in records.WithCancellation(stop))
                await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(record, Options), stop);
        }
        finally
        {
            // Those that came before a failure go out.
            to.Complete();
        }
    }
}
