using System.Net.Sockets;
using JasperFx.Events;
using Marten.Exceptions;
using Npgsql;
using Streaming.Topology;

namespace Streaming.Store.Postgres;

/// <summary>What goes wrong with the database, in words for the one who can mend it.</summary>
public static class DatabaseFault
{
    /// <summary>Whether it is the database that something is wrong with.</summary>
    public static bool Is(Exception e) =>
        e
            is NpgsqlException
                or MartenException
                or EventStreamUnexpectedMaxEventIdException
                or TimeoutException
                or IOException
                or SocketException
                // A transaction that its connection took with it.
                or ObjectDisposedException { InnerException: NpgsqlException or IOException or SocketException };

    /// <summary>A fault that passes by itself, or one that stays until a person mends it.</summary>
    public static StreamingException Translate(Exception e)
    {
        var cause = e.GetBaseException();
        return Refusal(cause) is { } refusal
            ? new StoreRefusedException(refusal, e) { Cure = Cure.NamePostgres }
            : new StoreUnavailableException(Passing(cause), e) { Cure = Cure.NamePostgres };
    }

    static string? Refusal(Exception cause) =>
        cause switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                $"PostgreSQL refuses the login ({cause.Message}); check user and password in the connection string",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"PostgreSQL has no such database ({cause.Message}); create it, or name another in the connection string",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
                $"PostgreSQL does not let this user keep the lineage ({cause.Message}); make it the owner of the database",
            PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation }
                when cause.Message.Contains("startup parameter", StringComparison.Ordinal) =>
                $"the pooler before PostgreSQL refuses the connection ({cause.Message}); leave that setting out of the "
                    + "connection string, or name it in the pooler's ignore_startup_parameters",
            PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation }
                when cause.Message.Contains("statement pooling", StringComparison.Ordinal) =>
                $"the pooler before PostgreSQL takes no transactions ({cause.Message}); give this database its session or transaction mode",
            // Some poolers refuse logins with this state too.
            PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation }
                when cause.Message.Contains("no such", StringComparison.Ordinal)
                    || cause.Message.Contains("auth", StringComparison.Ordinal) =>
                $"the pooler before PostgreSQL refuses the connection ({cause.Message}); check user, password and database in the "
                    + "connection string",
            _ => null,
        };

    static string Passing(Exception cause) =>
        cause switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable } =>
                "this database holds no lineage yet; run a topology first, or name the database that holds it",
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } =>
                $"the host of the lineage database is not known ({cause.Message}); check its name in the connection string",
            _ => $"the lineage database does not do its work ({cause.Message}); check that PostgreSQL runs, can be reached under the name "
                + "in the connection string, and has disk space",
        };
}
