"""Which fields each product's log has: what a record may carry, by log source, under the product's own names.

Source: Microsoft's event schemas (Security, System, Sysmon), auditd's field dictionary, W3C extended log fields, and the
taxonomy of the Sigma project for categories without one product.
"""

from __future__ import annotations

_WINDOWS = "Channel EventID Provider_Name Computer"
_SECURITY = f"""{_WINDOWS} TimeCreated SubjectUserName SubjectUserSid SubjectDomainName SubjectLogonId TargetUserName TargetUserSid
    TargetDomainName TargetSid TargetServerName TargetInfo TargetOutboundUserName LogonType LogonProcessName
    AuthenticationPackageName WorkstationName Workstation IpAddress IpPort KeyLength ElevatedToken Status SubStatus FailureReason
    ProcessName ProcessId NewProcessId NewProcessName ParentProcessName CommandLine TokenElevationType MandatoryLabel
    PrivilegeList ObjectServer ObjectType ObjectName ObjectClass ObjectDN Properties AccessMask AccessList Accesses OperationType
    ServiceName ServiceFileName ServiceStartType ServiceType ServiceAccount TaskName TaskContent SamAccountName MemberName MemberSid
    UserAccountControl AllowedToDelegateTo SidHistory OldUacValue NewUacValue PreAuthType TicketEncryptionType TicketOptions
    PackageName AttributeLDAPDisplayName AttributeValue DSName ShareName ShareLocalPath RelativeTargetName"""
_SYSMON = f"{_WINDOWS} UtcTime Image User"
_PROCESS = """OriginalFileName CommandLine CurrentDirectory ParentImage ParentCommandLine ParentUser IntegrityLevel LogonId
    Description Product Company Hashes ProcessId"""

FIELDS: dict[tuple[str, str, str], str] = {
    ("windows", "", "security"): _SECURITY,
    ("windows", "", "system"): f"""{_WINDOWS} TimeCreated SubjectUserName BackupPath ServiceName ImagePath StartType ServiceType
        AccountName param1 param2""",
    ("windows", "", "application"): f"{_WINDOWS} TimeCreated",
    ("windows", "", "windefend"): f"{_WINDOWS} TimeCreated ThreatName Path User SourceName SeverityName",
    ("windows", "ps_script", ""): f"{_WINDOWS} TimeCreated ScriptBlockText ScriptBlockId Path",
    ("windows", "process_creation", "sysmon"): f"{_SYSMON} {_PROCESS}",
    ("windows", "network_connection", "sysmon"): f"""{_SYSMON} Initiated Protocol SourceIp SourcePort SourceHostname DestinationIp
        DestinationHostname DestinationPort DestinationPortName""",
    ("windows", "image_load", "sysmon"): f"{_SYSMON} ImageLoaded Signed SignatureStatus Signature OriginalFileName Company Hashes",
    ("windows", "create_remote_thread", "sysmon"): f"""{_SYSMON} SourceImage TargetImage StartModule StartFunction StartAddress
        SourceUser TargetUser""",
    ("windows", "process_access", "sysmon"): f"{_SYSMON} SourceImage TargetImage GrantedAccess CallTrace SourceUser TargetUser",
    ("windows", "file_event", "sysmon"): f"{_SYSMON} TargetFilename CreationUtcTime",
    ("windows", "file_delete", "sysmon"): f"{_SYSMON} TargetFilename Hashes Archived IsExecutable",
    ("windows", "registry_set", "sysmon"): f"{_SYSMON} EventType TargetObject Details",
    ("windows", "pipe_created", "sysmon"): f"{_SYSMON} EventType PipeName",
    ("windows", "dns_query", "sysmon"): f"{_SYSMON} QueryName QueryStatus QueryResults",
    ("linux", "", "auditd"): "time host type argc a0 a1 a2 a3 a4 a5 syscall success exe comm auid uid euid key name nametype unit res",
    ("linux", "process_creation", ""): f"UtcTime Computer EventID Image User {_PROCESS}",
    ("linux", "file_event", ""): "UtcTime Computer EventID Image User TargetFilename",
    ("linux", "", "sshd"): "time hostname program message method user src_ip port pid",
    ("linux", "", "sudo"): "time hostname program message user PWD USER COMMAND pid",
    ("linux", "", "cron"): "time hostname program message user action COMMAND command pid",
    ("linux", "", "auth"): "time hostname program message pid",
    ("linux", "", "syslog"): "time hostname program message pid",
    ("", "webserver", ""): """date c-ip cs-method cs-uri cs-uri-stem cs-uri-query cs-host cs-referer cs-user-agent cs-username cs-cookie
        sc-status sc-bytes""",
    ("", "proxy", ""): """date c-ip c-uri c-uri-extension c-uri-query c-useragent cs-method cs-host cs-username cs-bytes cs-category
        cs-cookie sc-bytes sc-status""",
    ("", "dns", ""): "time src_ip query record_type rcode answer",
    ("", "firewall", ""): "time src_ip src_port dst_ip dst_port action service bytes_out bytes_in policy",
    ("", "firewall", "ips"): "time src_ip dst_ip dst_port action attack severity count",
    ("", "email", ""): "time sender recipient subject attachment sha256 spf verdict url pid",
    ("", "vpn", ""): "time user src_ip country result assigned mfa user_agent",
    ("", "database", ""): "time hostname database user src_ip rows statement",
    ("", "edr", ""): "time hostname user severity rule process parent cmdline action",
    ("", "antivirus", ""): "time ComputerName User Signature Filename Action",
    ("", "tls", ""): "time hostname src_ip subject error not_after",
    ("cisco", "", "aaa"): "time hostname user src_ip CmdSet",
    ("cisco", "", "syslog"): "time hostname facility message",
    ("telecom", "", "oam"): "time node user src_ip command result pid",
    ("telecom", "", "alarms"): "time node alarm severity object text",
    ("telecom", "", "sms"): "time node sender account src_ip messages route",
    ("hypervisor", "", "management"): "time hostname user src_ip task object result",
    ("backup", "", "jobs"): "time job object user state size_gb message",
    ("noc", "", "alarms"): "time node alarm value threshold",
    ("helpdesk", "", ""): "time hostname from says",
    ("tickets", "", ""): "time id kind owner window approved_by",
    ("siem", "", ""): "time hostname src_ip user rule events window",
}
"""(product, category, service) → the names of its fields."""
