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
    public void This_machine_is_listened_at(string text, string address) => ListenAddress.Parse(text).ToString().ShouldBe(address);

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("http://example.com:8080")]
    [InlineData("http://[::ffff:10.0.0.7]:8080")]
    public void What_others_reach_is_refused_with_a_cure(string text)
    {
        var fault = Should.Throw<StreamingException>(() => ListenAddress.Parse(text));
        fault.Message.ShouldContain("do not say who they are");
        fault.Message.ShouldContain("http://127.0.0.1:8080");
    }

    [Theory]
    [InlineData("8080")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1:8080/path")]
    [InlineData("http://user@127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:99999")]
    public void What_is_no_address_is_refused(string text) =>
        Should.Throw<StreamingException>(() => ListenAddress.Parse(text)).Message.ShouldContain("is no address to listen at");

    [Fact]
    public void Whatever_is_written_is_an_address_of_this_machine_or_a_fault() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["http:/.0127[]*@#?"], 0, 30].Select(s => "http://" + s))
            .Sample(text =>
            {
                try
                {
                    System.Net.IPAddress.IsLoopback(ListenAddress.Parse(text).Address).ShouldBeTrue();
                }
                catch (StreamingException)
                {
                    // As it should be.
                }
            });
}
