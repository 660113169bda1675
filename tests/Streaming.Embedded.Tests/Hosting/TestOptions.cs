using Streaming.Embedded.Hosting;

namespace Streaming.Embedded.Tests.Hosting;

static class TestOptions
{
    public static EmbeddedOptions In(string folder) =>
        new()
        {
            DataDirectory = folder,
            Durable = false,
            Linger = TimeSpan.FromMilliseconds(200),
        };
}
