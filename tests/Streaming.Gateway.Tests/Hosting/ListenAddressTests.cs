using CsCheck;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("http://localhost:0", "http://127.0.0.1:0")]
    [InlineData("http://[::1]:9000", "http://[::1]:9000")]
    [InlineData("http://127.0.0.1", "http://127.0.0.1:80")]
    [InlineData("https://127.0.0.1:8443", "https://127.0.0.1:8443")]
    [InlineData("https://0.0.0.0:8443", "https://0.0.0.0:8443")]
    [InlineData("https://*:8443", "https://0.0.0.0:8443")]
    [InlineData("https://[::]:8443", "https://[::]:8443")]
    [InlineData("https://10.0.0.7", "https://10.0.0.7:443")]
    public void This_machine_is_listened_at_and_by_TLS_others_reach_it(string text, string address) =>
        ListenAddress.Parse(text).ToString().ShouldBe(address);

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("http://[::ffff:10.0.0.7]:8080")]
    public void What_others_reach_is_refused_with_a_cure(string text)
    {
        var fault = Should.Throw<StreamingException>(() => ListenAddress.Parse(text));
        fault.Message.ShouldContain("Write https://");
        fault.Message.ShouldContain("http://127.0.0.1:8080");
    }

    [Theory]
    [InlineData("8080")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:8080/path")]
    [InlineData("http://user@127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://example.com:8080")]
    [InlineData("https://example.com:8080")]
    public void What_is_no_address_is_refused(string text) =>
        Should.Throw<StreamingException>(() => ListenAddress.Parse(text)).Message.ShouldContain("no address");

    [Fact]
    public void Whatever_is_written_is_an_address_that_others_read_nothing_at_or_a_fault() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["https:/.0127[]*@#?"], 0, 30].Select(s => "http://" + s))
            .Sample(text =>
            {
                try
                {
                    var listen = ListenAddress.Parse(text);
                    (listen.IsTls || System.Net.IPAddress.IsLoopback(listen.Address)).ShouldBeTrue();
                }
                catch (StreamingException)
                {
                    // As it should be.
                }
            });
}
