using Npgsql;
using Streaming.Store.Postgres;

namespace Streaming.Store.Tests.Postgres;

public sealed class DatabaseFaultTests
{
    /// <summary>Fails where whoever loses the database in the middle of a transaction takes it for a fault of the program.</summary>
    [Fact]
    public void A_transaction_that_its_connection_took_with_it_is_the_databases_fault()
    {
        var reset = new NpgsqlException("Exception while writing to stream", new IOException("Connection reset by peer"));
        var lost = new ObjectDisposedException("NpgsqlTransaction", reset);

        DatabaseFault.Is(lost).ShouldBeTrue();
        DatabaseFault.Translate(lost).ShouldBeOfType<StoreUnavailableException>().Message.ShouldContain("Connection reset by peer");
        DatabaseFault.Is(new ObjectDisposedException("NpgsqlTransaction")).ShouldBeFalse("somebody here has disposed of it");
    }
}
