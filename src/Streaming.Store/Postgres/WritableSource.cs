using Npgsql;

namespace Streaming.Store.Postgres;

/// <summary>Connections to a server that takes writes: of several hosts, the primary.</summary>
public static class WritableSource
{
    /// <summary>A source of such connections.</summary>
    public static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder settings)
    {
        // Lineage is written wherever it is read, so there is no choice to make. A source of several hosts takes it apart from the string.
        settings.TargetSessionAttributes = null;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        return settings.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
