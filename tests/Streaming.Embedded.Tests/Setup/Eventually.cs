using System.Diagnostics;

namespace Streaming.Embedded.Tests.Setup;

/// <summary>Waits on a condition with a deadline.</summary>
static class Eventually
{
    /// <param name="condition">Looked at every 20 ms.</param>
    /// <param name="what">What does not come true, where it does not.</param>
    /// <param name="within">Five minutes unless said.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            clock.Elapsed.ShouldBeLessThan(within ?? TimeSpan.FromMinutes(5), what);
            await Task.Delay(20);
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? within = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, within);
}
