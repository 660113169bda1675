namespace Streaming.Application.CheckCard;

/// <summary>Where the signature of a card lies.</summary>
public static class CardSignature
{
    /// <summary>Beside the card, under its name and <c>.jws</c>.</summary>
    public static string Of(string card) => $"{card}.jws";
}
