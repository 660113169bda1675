using JasperFx.Events;
using Marten.Exceptions;
using Npgsql;

namespace Streaming.Lineage;

/// <summary>What goes wrong with the database, in words for the one who can mend it.</summary>
internal static class DatabaseFault
{
    public static bool Is(Exception e) =>
        e is NpgsqlException or MartenException or EventStreamUnexpectedMaxEventIdException or TimeoutException or IOException;

    public static LineageUnavailableException Translate(Exception e) => new(Message(e.GetBaseException()), e);

    private static string Message(Exception cause) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable } =>
            "this database holds no lineage yet; run a topology first (`streaming run`), or point STREAMING_POSTGRES at the database that holds it",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"PostgreSQL refuses the login ({cause.Message}); check user and password in STREAMING_POSTGRES",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            $"PostgreSQL does not let this user keep the lineage ({cause.Message}); make it the owner of the database",
        _ => $"the lineage database does not do its work ({cause.Message}); check that PostgreSQL runs, can be reached, and has disk space",
    };
}
