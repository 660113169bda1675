using System.Text;
using CsCheck;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Sasl;

namespace Streaming.Embedded.Kafka.Tests.Security;

public sealed class SaslExchangeTests
{
    static readonly PasswordUsers Users = new(new Dictionary<string, string> { ["anna"] = "secret", ["a,b=c"] = "pass" });

    /// <summary>The example of RFC 7677, section 3: every byte that the server sends, and the proof that it takes.</summary>
    [Fact]
    public async Task Scram_is_that_of_the_specification()
    {
        var users = new OneUser(
            ScramCredential.Derive(ScramHash.Sha256, "pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
        );
        var scram = new ScramExchange(users, ScramHash.Sha256, serverNonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        var first = await scram.NextAsync(Utf8("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"), CancellationToken.None);
        Text(first).ShouldBe("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        first.Principal.ShouldBeNull();
        var last = await scram.NextAsync(
            Utf8("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="),
            CancellationToken.None
        );
        Text(last).ShouldBe("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        last.Principal.ShouldBe(new KafkaPrincipal("user"));
    }

    /// <summary>Fails where a proof is taken that was made for another exchange, or with another header, or by nobody.</summary>
    [Theory]
    [InlineData("c=biws,r=NONCE,p=")]
    [InlineData("c=biws,r=NONCE,p=AAAA")]
    [InlineData("c=biws,r=NONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("c=biws,r=fyko,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("c=eSws,r=NONCE,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("r=NONCE,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData("")]
    public async Task Scram_takes_no_other_proof(string last)
    {
        var scram = new ScramExchange(Users, ScramHash.Sha256, serverNonce: "server");
        await scram.NextAsync(Utf8("n,,n=anna,r=client"), CancellationToken.None);
        await Should.ThrowAsync<SaslRefusedException>(async () =>
            await scram.NextAsync(Utf8(last.Replace("NONCE", "clientserver", StringComparison.Ordinal)), CancellationToken.None)
        );
    }

    [Theory]
    [InlineData("p=tls-unique,,n=anna,r=x")]
    [InlineData("n,a=bert,n=anna,r=x")]
    [InlineData("n,,m=ext,n=anna,r=x")]
    [InlineData("n,,n=,r=x")]
    [InlineData("n,,n=anna,r=")]
    [InlineData("n,,n=anna")]
    public async Task Scram_begins_with_a_user_and_a_nonce(string first) =>
        await Should.ThrowAsync<SaslRefusedException>(async () =>
            await new ScramExchange(Users, ScramHash.Sha512).NextAsync(Utf8(first), CancellationToken.None)
        );

    /// <summary>Fails where the answer to a name tells whether there is such a user.</summary>
    [Fact]
    public async Task A_user_that_there_is_not_has_a_salt_too_and_always_the_same()
    {
        var answers = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            var scram = new ScramExchange(Users, ScramHash.Sha256, "s");
            answers.Add(Text(await scram.NextAsync(Utf8("n,,n=nobody,r=c"), CancellationToken.None)));
        }

        answers[0].ShouldBe(answers[1]);
        answers[0].ShouldMatch("^r=cs,s=[A-Za-z0-9+/]{22}==,i=4096$");
    }

    [Theory]
    [InlineData("\0anna\0secret", true)]
    [InlineData("anna\0anna\0secret", true)]
    [InlineData("bert\0anna\0secret", false)]
    [InlineData("\0anna\0Secret", false)]
    [InlineData("\0bert\0secret", false)]
    [InlineData("\0\0", false)]
    [InlineData("anna\0secret", false)]
    [InlineData("\0anna\0secret\0", false)]
    public async Task Plain_takes_a_user_with_the_right_password(string message, bool right)
    {
        var step = await StepAsync(new PlainExchange(Users), Utf8(message));
        (step?.Principal).ShouldBe(right ? new KafkaPrincipal("anna") : null);
    }

    [Theory]
    [InlineData("n,,\u0001auth=Bearer good\u0001\u0001", true)]
    [InlineData("n,a=anna,\u0001host=x\u0001auth=bearer good\u0001\u0001", true)]
    [InlineData("n,,\u0001auth=Bearer bad\u0001\u0001", false)]
    [InlineData("n,,\u0001auth=Bearer old\u0001\u0001", false)]
    [InlineData("n,,\u0001auth=Basic good\u0001\u0001", false)]
    [InlineData("auth=Bearer good", false)]
    [InlineData("", false)]
    public async Task A_token_is_taken_while_it_is_valid(string message, bool right)
    {
        var now = TimeProvider.System.GetUtcNow();
        var bearer = new BearerExchange(
            (token, _) =>
                ValueTask.FromResult(
                    token switch
                    {
                        "good" => new BearerIdentity("anna", now.AddHours(1)),
                        "old" => new BearerIdentity("anna", now.AddSeconds(-1)),
                        _ => null,
                    }
                ),
            TimeProvider.System
        );
        var step = await StepAsync(bearer, Utf8(message));
        (step?.Principal).ShouldBe(right ? new KafkaPrincipal("anna") : null);
        (step?.ExpiresAt).ShouldBe(right ? now.AddHours(1) : null);
    }

    /// <summary>Fails where bytes from outside end in anything but a refusal, or let somebody in.</summary>
    [Fact]
    public void Any_bytes_are_refused()
    {
        string[] seeds =
        [
            "n,,n=anna,r=x",
            "\0anna\0wrong",
            "n,,\u0001auth=Bearer x\u0001\u0001",
            "c=biws,r=xs,p=AAAA",
            "n,,n=a=2Cb,r==,p=",
        ];
        var message = Gen.OneOf(
            Gen.Byte.Array[0, 40],
            Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Int[0, 30], Gen.Byte)
                .Select(
                    (seed, at, value) =>
                    {
                        var bytes = Utf8(seeds[seed]);
                        bytes[at % bytes.Length] = value;
                        return bytes;
                    }
                )
        );
        Gen.Select(Gen.Int[0, 3], message.Array[1, 3])
            .Sample(
                (mechanism, messages) =>
                {
                    ISaslExchange exchange = mechanism switch
                    {
                        0 => new PlainExchange(new OneUser(null)),
                        1 => new ScramExchange(new OneUser(null), ScramHash.Sha256, "s"),
                        2 => new ScramExchange(new OneUser(null), ScramHash.Sha512, "s"),
                        _ => new BearerExchange((_, _) => ValueTask.FromResult<BearerIdentity?>(null), TimeProvider.System),
                    };
                    foreach (var each in messages)
                    {
                        // The users of these tests answer at once.
                        var step = StepAsync(exchange, each).GetAwaiter().GetResult();
                        (step?.Principal).ShouldBeNull();
                        if (step is null)
                            return;
                    }
                },
                iter: 100_000
            );
    }

    static async Task<SaslStep?> StepAsync(ISaslExchange exchange, byte[] message)
    {
        try
        {
            return await exchange.NextAsync(message, CancellationToken.None);
        }
        catch (SaslRefusedException)
        {
            return null;
        }
    }

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(SaslStep step) => Encoding.UTF8.GetString(step.Answer);

    sealed class OneUser(ScramCredential? credential) : IKafkaUsers
    {
        public ValueTask<bool> CheckPasswordAsync(string user, string password, CancellationToken stop) => ValueTask.FromResult(false);

        public ValueTask<ScramCredential?> FindScramAsync(string user, ScramHash hash, CancellationToken stop) =>
            ValueTask.FromResult(credential);
    }
}
