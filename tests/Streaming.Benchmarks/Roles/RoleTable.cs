using System.Text.Json;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Benchmarks.Roles;

/// <summary>What this program can be besides the one that measures: hidden verbs, started by itself only.</summary>
static class RoleTable
{
    public const string Services = "role-services";
    public const string Pipeline = "role-pipeline";
    public const string Publisher = "role-publisher";
    public const string Bare = "role-bare";
    public const string Replay = "role-replay";
    public const string Gateway = "role-gateway";
    public const string Training = "role-training";

    public static Func<string[], Task<int>>? Find(string verb) =>
        verb switch
        {
            Services => arguments => EmbeddedHost.RunAsync(arguments[0]),
            Pipeline => arguments => RunAsync<PipelineTask>(arguments, PipelineRole.RunAsync),
            Publisher => arguments => RunAsync<PublisherTask>(arguments, PublisherRole.RunAsync),
            Bare => arguments => RunAsync<BareTask>(arguments, BareRole.RunAsync),
            Replay => arguments => RunAsync<ReplayTask>(arguments, ReplayRole.RunAsync),
            Gateway => arguments => RunAsync<GatewayTask>(arguments, GatewayRole.RunAsync),
            Training => arguments => RunAsync<TrainingTask>(arguments, TrainingRole.RunAsync),
            _ => null,
        };

    static async Task<int> RunAsync<T>(string[] arguments, Func<T, RoleConsole, Task> role)
    {
        try
        {
            await role(JsonSerializer.Deserialize<T>(arguments[0], ResultJson.OneLine)!, new RoleConsole());
            return 0;
        }
        catch (StreamingException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }
}
