using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Commands.Standalone;

internal sealed class PostgresCommand() : StandaloneCommand("postgres", "Run the embedded PostgreSQL alone", EmbeddedParts.Postgres, "Connection string")
{
    public override IReadOnlyList<Example> Examples => [new("streaming postgres --port 5432", "look at the lineage with a client of your own")];

    protected override string Address(EmbeddedServices services) => services.PostgresConnectionString;
}
