using System.Diagnostics;

namespace Streaming.Embedded.Tests.Setup;

/// <summary>Waits on a condition with a deadline.</summary>
static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(5), what);
            await Task.Delay(20);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);
}
