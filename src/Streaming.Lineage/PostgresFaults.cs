using Npgsql;

namespace Streaming.Lineage;

/// <summary>Faults of PostgreSQL that reach a caller as they are.</summary>
public static class PostgresFaults
{
    /// <summary>What PostgreSQL or the way to it says, where that is the fault; null where it is none of theirs.</summary>
    public static string? ReasonOf(Exception fault) =>
        fault switch
        {
            NpgsqlException postgres => postgres.Message,
            // Marten wraps what PostgreSQL says.
            { InnerException: NpgsqlException postgres } => postgres.Message,
            _ => null,
        };
}
