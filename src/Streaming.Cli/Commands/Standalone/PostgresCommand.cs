using Streaming.Application.RunService;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Standalone;

sealed class PostgresCommand()
    : StandaloneCommand("postgres", "Run the embedded PostgreSQL alone", EmbeddedService.Postgres, "Connection string")
{
    public override IReadOnlyList<Example> Examples =>
        [new("streaming postgres --port 5432", "look at the lineage with a client of your own")];
}
