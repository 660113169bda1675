using Streaming.Lineage.Addresses;
using Streaming.Topology;

namespace Streaming.Lineage.Tests.Addresses;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("Host=db;Username=me;Password='a;b';Database=name", "Host=db;Username=me;Password=\"a;b\";Database=name")]
    [InlineData(
        "host=db port=5433 dbname=name user=me password='a b\\'c'",
        "Host=db;Port=5433;Database=name;Username=me;Password=\"a b'c\""
    )]
    [InlineData("host = db", "Host=db")]
    [InlineData("host=db sslmode=verify-full connect_timeout=7", "Host=db;SSL Mode=VerifyFull;Timeout=7")]
    [InlineData("host=a,b port=5432,5433 target_session_attrs=read-write", "Host=a:5432,b:5433;Target Session Attributes=read-write")]
    [InlineData(
        "postgresql://me:p%40ss@db:5433/name?sslmode=require",
        "SSL Mode=Require;Database=name;Username=me;Password=p@ss;Host=db;Port=5433"
    )]
    [InlineData("postgres://db", "Host=db")]
    [InlineData("postgres://me@a:1,b:2/name", "Database=name;Username=me;Host=a:1,b:2")]
    [InlineData("postgresql://[::1]:5433/name", "Database=name;Host=::1;Port=5433")]
    [InlineData("postgresql:///name?host=/var/run/postgresql&user=me", "Host=/var/run/postgresql;Username=me;Database=name")]
    public void Every_form_in_use_is_understood(string text, string npgsql) =>
        Parts(PostgresAddress.Parse(text)).ShouldBe(Parts(npgsql), ignoreOrder: true);

    [Theory]
    [InlineData("Hots=db", "knows no keyword 'hots'")]
    [InlineData("Host=db;Port=many", "value of port")]
    [InlineData("host=db port=many", "value of port")]
    [InlineData("host=db sslmode=perhaps", "value of sslmode")]
    [InlineData("host=a,b port=1,2,3", "2 hosts and 3 ports")]
    [InlineData("Username=me", "names no host")]
    [InlineData("postgresql://", "names no host")]
    [InlineData("postgres://db/name?sslmod=require", "'sslmod' is not supported")]
    [InlineData("mysql://db/name", "begins with postgresql://")]
    [InlineData("db", "no list of Keyword=value")]
    public void A_mistake_is_named(string text, string what)
    {
        var fault = Should.Throw<StreamingException>(() => PostgresAddress.Parse(text));

        fault.Message.ShouldContain(what);
        fault.Message.ShouldContain("postgresql://");
        fault.Cure.ShouldBe(Cure.NamePostgres);
    }

    [Theory]
    [InlineData("Host=db;Password=top;s3cret=1")]
    [InlineData("Host=db;Password=top;s3cret")]
    [InlineData("Host=db;Port=s3cret;Password=s3cret")]
    [InlineData("host=db port=x password=s3cret")]
    [InlineData("host=db password='s3cret")]
    [InlineData("postgres://me:s3/cret@db/name")]
    [InlineData("postgres://me:s3cret@db:port/name")]
    [InlineData("postgres://me:s3cret@/name")]
    public void No_error_tells_a_password(string text) =>
        Should.Throw<StreamingException>(() => PostgresAddress.Parse(text)).ToString().ShouldNotContain("cret");

    static string[] Parts(string text) => text.Split(';');
}
