using System.Net;
using System.Text;
using System.Threading.Channels;

namespace Streaming.Gateway.Tests.Setup;

/// <summary>A body that is sent piece by piece, when the test says so.</summary>
sealed class SlowContent : HttpContent
{
    readonly Channel<string> _pieces = Channel.CreateUnbounded<string>();

    public SlowContent(string type = "application/x-ndjson") => Headers.ContentType = new(type);

    public void Write(string piece) => _pieces.Writer.TryWrite(piece);

    public void End() => _pieces.Writer.TryComplete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(piece));
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
