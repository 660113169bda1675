using Streaming.Application.Operations;
using Streaming.Application.Settings;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.RunDemo;

/// <summary>A demo's own folder inside the data folder: it begins afresh each time and touches nobody else's data.</summary>
static class DemoFolder
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <param name="context">Whose data folder it lies in.</param>
    /// <param name="name">The folder.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The connections with that folder, which is empty now.</returns>
    public static async Task<Connections> ClearAsync(OperationContext context, string name, CancellationToken stop)
    {
        var connections = context.Connections with { Data = Path.Combine(context.Connections.Data, name) };
        if (!Directory.Exists(connections.Data))
            return connections;
        var started = context.Time.GetTimestamp();
        // The services of an earlier demo stop by themselves a few seconds after it.
        while (EmbeddedHost.IsServing(connections.Data))
        {
            if (context.Time.GetElapsedTime(started) > Patience)
            {
                throw new StreamingException($"another process uses {connections.Data}. Stop it, or name another folder.")
                {
                    Cure = Cure.NameDataFolder,
                };
            }

            await Task.Delay(Pause, context.Time, stop);
        }

        Directory.Delete(connections.Data, recursive: true);
        return connections;
    }
}
