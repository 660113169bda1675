using Streaming.Kafka.Clients;

namespace Streaming.Embedded.Kafka.Tests.Clients;

/// <summary>Whoever stops gets to the end, whatever the native client does.</summary>
public sealed class ClientEndTests
{
    [Fact]
    public void A_consumer_that_hangs_in_leaving_is_left_behind_once_nothing_moves()
    {
        using var never = new ManualResetEventSlim();
        var asked = 0;
        ClientEnd.Leave(never.Wait, () => ++asked < 3, TimeSpan.FromMilliseconds(20)).ShouldBeFalse();
        asked.ShouldBe(3, "what its handlers do takes the time that it takes");
        never.Set();

        ClientEnd.Leave(() => { }, () => false, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        Should
            .Throw<InvalidOperationException>(() =>
                ClientEnd.Leave(() => throw new IOException("gone"), () => false, TimeSpan.FromMinutes(1))
            )
            .InnerException!.Message.ShouldBe("gone");
    }

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
