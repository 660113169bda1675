using System.Security.Cryptography.X509Certificates;

namespace Streaming.Embedded.Kafka.Security;

/// <summary>Who a client is.</summary>
/// <param name="Name">Of a user, as authentication found it; of a client certificate, its distinguished name.</param>
public sealed record KafkaPrincipal(string Name)
{
    /// <summary>Whoever did not have to say who he is.</summary>
    public static readonly KafkaPrincipal Anonymous = new("ANONYMOUS");

    /// <summary>Whose a client certificate is: its subject as RFC 2253 writes it, such as <c>CN=till-1,O=Example</c>.</summary>
    internal static KafkaPrincipal Of(X509Certificate2 certificate)
    {
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().ToList();
        return new KafkaPrincipal(
            parts.Exists(part => part.HasMultipleElements)
                ? certificate.Subject
                : string.Join(',', parts.Select(part => $"{NameOf(part)}={Escaped(part.GetSingleElementValue() ?? "")}"))
        );
    }

    /// <summary>As Kafka writes it: <c>User:NAME</c>.</summary>
    public override string ToString() => $"User:{Name}";

    static string NameOf(X500RelativeDistinguishedName part)
    {
        var type = part.GetSingleElementType();
        return type.FriendlyName ?? type.Value!;
    }

    static string Escaped(string value) =>
        string.Concat(value.Select(letter => ",+\"\\<>;".Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString()));
}
