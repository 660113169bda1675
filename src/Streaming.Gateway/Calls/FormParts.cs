namespace Streaming.Gateway.Calls;

/// <summary>How forms with files are written.</summary>
static class FormParts
{
    /// <summary>Content type of the body.</summary>
    public const string ContentType = "multipart/form-data";

    /// <summary>What the part with the members of the request is called, JSON.</summary>
    public const string Request = "request";
}
