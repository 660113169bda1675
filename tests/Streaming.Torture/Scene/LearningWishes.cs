using System.Text.Json;
using Npgsql;
using Streaming.Application.Operations;
using Streaming.Lifecycle.Messages;
using Streaming.Store;
using Streaming.Store.Runs;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Torture.Scene;

/// <summary>
/// Somebody who wants the model renewed again and again, and says so until the database has it: twice each time, as who got no answer
/// does, and now and then while another run is open.
/// </summary>
sealed class LearningWishes(TopologyModel served, string file, DatabaseServer database, int seed)
{
    /// <summary>Every so manieth wish does not wait for the end of the run before.</summary>
    const int Impatient = 4;

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two runs, so that goals come to their turn.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);

    readonly string _policy = JsonSerializer.Serialize(served.Learning, ResultJson.OneLine);
    readonly List<string> _told = [];

    /// <summary>Ids of what the database has said that it has.</summary>
    public IReadOnlyList<string> Told => _told;

    /// <summary>Until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var runs = new RunStore(database.ConnectionString);
        for (var number = 1; !stop.IsCancellationRequested; number++)
        {
            if (number % Impatient != 0 && await AsksAsync(() => WaitAsync(runs, stop), stop))
                await Task.Delay(number == 1 ? Look : Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var message = MessageFormat.Write(
                new BeginRun($"person/{seed}-{number}", served.Name, served.Score.Model!, file, _policy, "person", "torture", "a test")
            );
            if (!await AsksAsync(() => runs.TellAsync(message, stop), stop))
                return;
            _told.Add(message.Id);
            await AsksAsync(() => runs.TellAsync(message, stop), stop);
        }
    }

    async Task WaitAsync(RunStore runs, CancellationToken stop)
    {
        while (await runs.LastAsync(served.Name, stop) is { Open: true } || (await runs.WaitingAsync(served.Name, stop)).Count > 0)
            await Task.Delay(Look, stop);
    }

    /// <summary>Asks until the database answers. False: it was stopped before.</summary>
    static async Task<bool> AsksAsync(Func<Task> ask, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await ask();
                return true;
            }
            catch (Exception e) when (e is NpgsqlException or StreamingException or IOException)
            {
                await Task.Delay(Look, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return false;
            }

            if (stop.IsCancellationRequested)
                return false;
        }
    }
}
