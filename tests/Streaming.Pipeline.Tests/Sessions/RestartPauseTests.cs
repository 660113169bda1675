using Streaming.Pipeline.Sessions;

namespace Streaming.Pipeline.Tests.Sessions;

public sealed class RestartPauseTests
{
    static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <summary>Fails where a dependency that is away is asked without a rest, or where its return is noticed minutes later.</summary>
    [Fact]
    public void Pauses_double_up_to_ten_seconds()
    {
        var pause = new RestartPause();
        Enumerable.Range(0, 9).Select(_ => pause.After(AtOnce).TotalSeconds).ShouldBe([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 10]);
    }

    /// <summary>Fails where a fault after a week of quiet is waited over as long as the last of a bad night.</summary>
    [Fact]
    public void A_session_that_lasted_starts_the_count_anew()
    {
        var pause = new RestartPause();
        for (var i = 0; i < 9; i++)
            pause.After(AtOnce);
        pause.After(TimeSpan.FromSeconds(31)).TotalSeconds.ShouldBe(0.2);
        pause.After(AtOnce).TotalSeconds.ShouldBe(0.4);
    }
}
