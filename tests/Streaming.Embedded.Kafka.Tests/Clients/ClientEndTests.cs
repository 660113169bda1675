using Streaming.Kafka.Clients;

namespace Streaming.Embedded.Kafka.Tests.Clients;

/// <summary>Whoever stops gets to the end, whatever the native client does.</summary>
public sealed class ClientEndTests
{
    [Fact]
    public void AClientThatNeverEndsIsLeftBehind()
    {
        using var never = new ManualResetEventSlim();
        ClientEnd.End(new Client(never.Wait), TimeSpan.FromMilliseconds(50)).ShouldBeFalse();
        never.Set();
    }

    [Fact]
    public void OneThatEndsIsDisposed()
    {
        var disposed = false;
        new Client(() => disposed = true).End();
        disposed.ShouldBeTrue();
    }

    [Fact]
    public void AFaultInItIsToldToTheCaller() =>
        Should
            .Throw<InvalidOperationException>(() => new Client(() => throw new NotSupportedException("no")).End())
            .InnerException.ShouldBeOfType<NotSupportedException>();

    sealed class Client(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
